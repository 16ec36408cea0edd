<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
  <rules key="root">
   <rule key="rule0" symbol="0" label="Done" filter="&quot;outcome&quot; &lt;&gt; '' OR &quot;main_case&quot; &lt;&gt; ''" />
   <rule key="rule1" symbol="1" label="Waiting" filter="NOT (&quot;outcome&quot; &lt;&gt; '' OR &quot;main_case&quot; &lt;&gt; '') AND &quot;assignee&quot; = ''" />
   <rule key="rule2" symbol="2" label="Overdue" filter="NOT (&quot;outcome&quot; &lt;&gt; '' OR &quot;main_case&quot; &lt;&gt; '') AND &quot;assignee&quot; &lt;&gt; '' AND &quot;due_at&quot; &lt; now()" />
   <rule key="rule3" symbol="3" label="Being handled" filter="NOT (&quot;outcome&quot; &lt;&gt; '' OR &quot;main_case&quot; &lt;&gt; '') AND &quot;assignee&quot; &lt;&gt; '' AND coalesce(&quot;due_at&quot; &gt;= now(), true)" />
  </rules>
  <symbols>
   <symbol type="marker" alpha="1" clip_to_extent="1" force_rhr="0" name="0">
    <layer class="SimpleMarker" enabled="1" pass="0" locked="0">
     <Option type="Map">
      <Option name="name" type="QString" value="circle" />
      <Option name="color" type="QString" value="0,0,0,0" />
      <Option name="outline_color" type="QString" value="110,124,136,255" />
      <Option name="outline_width" type="QString" value="1.80" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="size" type="QString" value="7.50" />
      <Option name="size_unit" type="QString" value="Point" />
     </Option>
    </layer>
   </symbol>
   <symbol type="marker" alpha="1" clip_to_extent="1" force_rhr="0" name="1">
    <layer class="SimpleMarker" enabled="1" pass="1" locked="0">
     <Option type="Map">
      <Option name="name" type="QString" value="triangle" />
      <Option name="color" type="QString" value="173,118,0,255" />
      <Option name="outline_color" type="QString" value="255,255,255,255" />
      <Option name="outline_width" type="QString" value="0.90" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="size" type="QString" value="10.50" />
      <Option name="size_unit" type="QString" value="Point" />
     </Option>
    </layer>
   </symbol>
   <symbol type="marker" alpha="1" clip_to_extent="1" force_rhr="0" name="2">
    <layer class="SimpleMarker" enabled="1" pass="2" locked="0">
     <Option type="Map">
      <Option name="name" type="QString" value="diamond" />
      <Option name="color" type="QString" value="179,32,15,255" />
      <Option name="outline_color" type="QString" value="255,255,255,255" />
      <Option name="outline_width" type="QString" value="0.90" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="size" type="QString" value="11.25" />
      <Option name="size_unit" type="QString" value="Point" />
     </Option>
    </layer>
   </symbol>
   <symbol type="marker" alpha="1" clip_to_extent="1" force_rhr="0" name="3">
    <layer class="SimpleMarker" enabled="1" pass="3" locked="0">
     <Option type="Map">
      <Option name="name" type="QString" value="circle" />
      <Option name="color" type="QString" value="15,138,87,255" />
      <Option name="outline_color" type="QString" value="255,255,255,255" />
      <Option name="outline_width" type="QString" value="0.90" />
      <Option name="outline_width_unit" type="QString" value="Point" />
      <Option name="size" type="QString" value="9.38" />
      <Option name="size_unit" type="QString" value="Point" />
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="rule-based">
  <rules key="root">
   <rule key="label0" scalemaxdenom="10000" scalemindenom="1" filter="NOT (&quot;outcome&quot; &lt;&gt; '' OR &quot;main_case&quot; &lt;&gt; '')">
    <settings calloutType="simple">
     <text-style fieldName="ref" isExpression="0" fontFamily="Noto Sans CJK SC" fontSize="8.25" fontSizeUnit="Point" fontWeight="50" textColor="18,34,46,255" textOpacity="1" multilineHeight="1">
      <text-buffer bufferDraw="1" bufferSize="1.20" bufferSizeUnits="Point" bufferColor="243,242,238,255" bufferOpacity="1" />
     </text-style>
     <placement placement="0" centroidInside="1" placementFlags="9" />
     <rendering drawLabels="1" obstacle="0" displayAll="0" />
    </settings>
   </rule>
  </rules>
 </labeling>
</qgis>
